using StatusPage.Incidents;
using StatusPage.Platform.Data;
using StatusPage.Platform.Problems;
using StatusPage.Platform.Sites;
using StatusPage.Platform.Text;
using StatusPage.Promises;

namespace StatusPage.Notices.Letters;

/// <summary>All that a letter is written from, as it is when the letter is written: whoever is reached late is told the present state.</summary>
internal sealed record LetterSource(Notice Notice, Incident Incident, Site Site, string Language, DateTimeOffset Now)
{
    /// <summary>What an announcement's notice announces; null for an update or correction.</summary>
    public Announcement? Announcement { get; init; }

    /// <summary>Of the incident, in the order in which they were made.</summary>
    public IReadOnlyList<Promise> Promises { get; init; } = [];

    public Texts Words => Texts.Of<LetterTexts>(Language);

    public string IncidentUrl => $"{Site.Url}/{Language}/incidents/{Incident.Id}";

    /// <summary>The update that is told, or after which the announcement stands.</summary>
    public IncidentUpdate Update => Incident.Updates.First(u => u.Id == Notice.UpdateId);

    public string Subject(string key) => Words[key, Site.Name, Incident.Name];

    public string Moment(DateTimeOffset at) => $"{MomentText.DayAndClock(at, Site.Zone, Language)} {MomentText.ZoneName(Site.Zone, at)}";

    /// <exception cref="NotFoundException">The incident is gone.</exception>
    public static async Task<LetterSource> Read(DbSession session, Notice notice, Site site, string language, DateTimeOffset now)
    {
        var incident = await IncidentStore.Find(session, notice.IncidentId) ?? throw new NotFoundException("incident", notice.IncidentId);
        return new(notice, incident, site, language, now)
        {
            Announcement = notice.SourceId == notice.UpdateId ? null : await AnnouncementStore.Find(session, notice.SourceId),
            Promises = await PromiseStore.Of(session, incident.Id),
        };
    }
}
