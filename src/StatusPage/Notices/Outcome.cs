using StatusPage.Mail;

namespace StatusPage.Notices;

/// <summary>What became of a claimed delivery: its next state, as a pure function of what the server said.</summary>
/// <param name="Claim">Which.</param>
/// <param name="State">Its state from now on.</param>
/// <param name="Attempts">How many attempts it has used up.</param>
/// <param name="DueAt">When it is tried again; null when it is not.</param>
/// <param name="Words">The server's own, or why there are none.</param>
/// <param name="Uncertain">It may have reached its reader although nobody said so.</param>
internal sealed record Outcome(Claim Claim, DeliveryState State, int Attempts, DateTimeOffset? DueAt, string? Words, bool Uncertain = false)
{
    private const int LongestWords = 1000;

    /// <summary>Who accepted it.</summary>
    public string? Server { get; init; }

    public bool Ended => State is DeliveryState.Accepted or DeliveryState.Refused or DeliveryState.Exhausted;

    /// <summary>Back as it was: the server as a whole was away, or this node stops. No attempt is used up.</summary>
    public static Outcome PutBack(Claim claim, DateTimeOffset now) => claim is { Attempts: 0, Waited: false }
        ? new(claim, DeliveryState.Queued, 0, null, null)
        : new(claim, DeliveryState.Waiting, claim.Attempts, now, null);

    public static Outcome Of(Claim claim, MailResult result, RetrySchedule schedule, DateTimeOffset now) => result switch
    {
        MailResult.Accepted accepted => new(claim, DeliveryState.Accepted, claim.Attempts + 1, null, Cut(accepted.Text)) { Server = accepted.Server },
        MailResult.Refused refused => new(claim, DeliveryState.Refused, claim.Attempts + 1, null, Cut(Said(refused.Code, refused.Enhanced, refused.Text))),
        MailResult.Deferred deferred => PutOff(claim, Said(deferred.Code, deferred.Enhanced, deferred.Text), schedule, now),
        MailResult.Unknown unknown => PutOff(claim, unknown.Reason, schedule, now) with { Uncertain = true },
        MailResult.Dropped dropped => PutOff(claim, dropped.Reason, schedule, now),
        MailResult.ServerUnavailable { DuringMessage: true } away => new(claim, DeliveryState.Waiting, claim.Attempts, now + ServerGate.LongestPause, Cut(away.Reason)),
        MailResult.ServerUnavailable => PutBack(claim, now),
        _ => throw new ArgumentOutOfRangeException(nameof(result)),
    };

    /// <summary>It can never be sent as it is.</summary>
    public static Outcome Unsendable(Claim claim, string why) => new(claim, DeliveryState.Refused, claim.Attempts + 1, null, Cut(why));

    /// <summary>Something here failed; the next attempt may go better.</summary>
    public static Outcome Failed(Claim claim, string why, RetrySchedule schedule, DateTimeOffset now) => PutOff(claim, why, schedule, now);

    private static Outcome PutOff(Claim claim, string words, RetrySchedule schedule, DateTimeOffset now)
    {
        var attempts = claim.Attempts + 1;
        return schedule.After(attempts) is { } pause
            ? new(claim, DeliveryState.Waiting, attempts, now + pause, Cut(words))
            : new(claim, DeliveryState.Exhausted, attempts, null, Cut(words));
    }

    private static string Said(int code, string? enhanced, string text) => enhanced is null || text.StartsWith(enhanced, StringComparison.Ordinal) ? $"{code} {text}" : $"{code} {enhanced} {text}";

    /// <summary>What any database keeps as text: no control characters, no half of a character at the end.</summary>
    internal static string Cut(string words)
    {
        var length = Math.Min(words.Length, LongestWords);
        length -= length > 0 && char.IsHighSurrogate(words[length - 1]) ? 1 : 0;
        return string.Create(length, words, static (text, from) =>
        {
            for (var i = 0; i < text.Length; i++)
            {
                text[i] = char.IsControl(from[i]) ? ' ' : from[i];
            }
        });
    }
}
