using StatusPage.Incidents;
using StatusPage.Platform.Data;
using StatusPage.Platform.Problems;
using StatusPage.Platform.Sites;
using StatusPage.Platform.Text;
using StatusPage.Promises;
using StatusPage.Recovery;
using StatusPage.Reports;

namespace StatusPage.Notices.Letters;

/// <summary>All that a letter is written from, as it is when the letter is written: whoever is reached late is told the present state.</summary>
internal sealed record LetterSource(Notice Notice, Incident Incident, Site Site, string Language, DateTimeOffset Now)
{
    /// <summary>What an announcement's notice announces; null for an update or correction.</summary>
    public Announcement? Announcement { get; init; }

    /// <summary>Of the incident, in the order in which they were made.</summary>
    public IReadOnlyList<Promise> Promises { get; init; } = [];

    /// <summary>The published recovery plan, if there is one.</summary>
    public RecoveryPlan? Plan { get; init; }

    /// <summary>The phase of the plan that was finished, for a notice that tells of one.</summary>
    public PlanPhase? Phase { get; init; }

    /// <summary>For a notice that tells of the final report: the one that stands now, or the one it told of where that was withdrawn.</summary>
    public Report? Report { get; init; }

    /// <summary>Whether anything of the incident reached the reader before.</summary>
    public bool HeardAnything { get; init; } = true;

    /// <summary>What the reader was to be told and was not, oldest first: it is told here.</summary>
    public IReadOnlyList<LetterSource> Untold { get; init; } = [];

    /// <summary>It is over before its reader heard of it.</summary>
    public bool IsCatchUp => Notice.Kind == NoticeKind.Recovery && !HeardAnything;

    public Texts Words => Texts.Of<LetterTexts>(Language);

    public string IncidentUrl => $"{Site.Url}/{Language}/incidents/{Incident.Id}";

    /// <summary>The update that is told, or after which the announcement stands.</summary>
    public IncidentUpdate Update => Incident.Updates.First(u => u.Id == Notice.UpdateId);

    public string Subject(string key) => Words[key, Site.Name, Incident.Name];

    public string Moment(DateTimeOffset at) => $"{MomentText.DayAndClock(at, Site.Zone, Language)} {MomentText.ZoneName(Site.Zone, at)}";

    /// <exception cref="NotFoundException">The incident is gone.</exception>
    public static async Task<LetterSource> Read(DbSession session, Notice notice, Heard heard, Site site, string language, DateTimeOffset now)
    {
        var untold = new List<LetterSource>();
        foreach (var id in heard.Untold)
        {
            untold.Add(await Read(session, (await NoticeStore.Find(session, id))!, site, language, now));
        }

        return await Read(session, notice, site, language, now) with { HeardAnything = heard.Anything, Untold = untold };
    }

    /// <exception cref="NotFoundException">The incident is gone.</exception>
    public static async Task<LetterSource> Read(DbSession session, Notice notice, Site site, string language, DateTimeOffset now)
    {
        var incident = await IncidentStore.Find(session, notice.IncidentId) ?? throw new NotFoundException("incident", notice.IncidentId);
        var announcement = notice.SourceId == notice.UpdateId ? null : await AnnouncementStore.Find(session, notice.SourceId);
        return new(notice, incident, site, language, now)
        {
            Announcement = announcement,
            Plan = await RecoveryPlanStore.Current(session, incident.Id),
            Phase = announcement?.Kind == AnnouncementKind.PlanPhase ? await RecoveryPlanStore.Phase(session, announcement.SubjectId) : null,
            Promises = await PromiseStore.Of(session, incident.Id),
            Report = announcement?.Kind == AnnouncementKind.Report
                ? (await ReportStore.Book(session, incident.Id)).Published ?? await ReportStore.Find(session, announcement.SubjectId)
                : null,
        };
    }
}
