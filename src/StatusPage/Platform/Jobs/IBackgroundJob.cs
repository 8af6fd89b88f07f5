namespace StatusPage.Platform.Jobs;

/// <summary>Housekeeping that comes round by the clock. Safe to run twice, or on two nodes at once.</summary>
internal interface IBackgroundJob
{
    static abstract string Name { get; }

    static abstract TimeSpan Every { get; }

    Task Run(CancellationToken cancellation);
}
