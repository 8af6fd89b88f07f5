using System.Globalization;
using StatusPage.Incidents;
using StatusPage.Platform;
using StatusPage.Platform.Audit;
using StatusPage.Platform.Data;
using StatusPage.Platform.Problems;
using StatusPage.Platform.Sites;
using StatusPage.Promises;
using StatusPage.Promises.Record;
using StatusPage.Recovery;

namespace StatusPage.Reports;

/// <summary>What operators and programs do with an incident's final report. Each method is one transaction; telling people follows from its commit.</summary>
/// <exception cref="InvalidInputException">A field holds what it may not.</exception>
/// <exception cref="NotFoundException">There is no such incident.</exception>
/// <exception cref="RuleViolationException">The present state does not allow it.</exception>
internal sealed class ReportService(Database database, PromiseBook promises, SiteStore sites, SiteOptions options, AuditStore audit, TimeProvider time)
{
    public const string Field = "postmortem.body_draft";

    /// <summary>Draft and versions; of an incident that has none, an empty book.</summary>
    public Task<ReportBook> Get(string incidentId, CancellationToken cancellation = default) => database.Read(async session =>
    {
        _ = await Incident(session, incidentId);
        return await ReportStore.Book(session, incidentId);
    }, cancellation);

    /// <summary>The reports of these incidents that can be read, with their text.</summary>
    public Task<IReadOnlyDictionary<string, PublishedReport>> Published(IReadOnlyCollection<string> incidentIds, CancellationToken cancellation = default) =>
        database.Read(session => ReportStore.Published(session, incidentIds, withText: true), cancellation);

    /// <summary>What to go on writing from: the draft, else what is published, else a beginning made of what the incident's rows know.</summary>
    public Task<string> Draft(string incidentId, CancellationToken cancellation = default) => database.Read(async session =>
    {
        var incident = await Incident(session, incidentId);
        var book = await ReportStore.Book(session, incidentId);
        return (book.Draft ?? book.Published)?.Body ?? ReportOutline.Of(
            incident, await PromiseStore.Of(session, incidentId), await RecoveryPlanStore.Current(session, incidentId), (await sites.Get(session)).Zone, options.DefaultLanguage);
    }, cancellation);

    /// <summary>Saves the draft in the place of the one there was. It need not be complete, and no reader sees it.</summary>
    /// <param name="incidentId">Whose report.</param>
    /// <param name="body">Markdown.</param>
    /// <param name="actor">Who saves it.</param>
    /// <param name="edition">The <see cref="ReportBook.Edition"/> its author had read, when that matters: if somebody saved or published meanwhile, this is refused.</param>
    /// <param name="cancellation">Of the request.</param>
    public Task<ReportBook> SaveDraft(string incidentId, string body, Actor actor, string? edition = null, CancellationToken cancellation = default) =>
        database.Write(async session =>
        {
            await Open(session, incidentId, edition);
            Report.Validate(Field, body, complete: false);
            await ReportStore.DeleteDraft(session, incidentId);
            await ReportStore.Insert(session, Written(incidentId, Report.DraftNumber, body, actor, time.Now()));
            await audit.Append(session, actor, "saved_draft", "report", incidentId);
            return await ReportStore.Book(session, incidentId);
        }, cancellation);

    public Task<ReportBook> DiscardDraft(string incidentId, Actor actor, CancellationToken cancellation = default) =>
        database.Write(async session =>
        {
            _ = await Incident(session, incidentId);
            if (await ReportStore.DeleteDraft(session, incidentId))
            {
                await audit.Append(session, actor, "discarded_draft", "report", incidentId);
            }

            return await ReportStore.Book(session, incidentId);
        }, cancellation);

    /// <summary>
    /// Makes the next version of what is given, or of the saved draft, and ends the draft. It keeps what was promised and is told to everyone who was told of the
    /// incident; a later version is told as a correction of the one before, which stays readable.
    /// </summary>
    public Task<ReportBook> Publish(string incidentId, string? body, Actor actor, string? edition = null, CancellationToken cancellation = default) =>
        database.Change(time, async (session, now) =>
        {
            var (incident, book) = await Open(session, incidentId, edition);
            if (incident.Merged is { } into)
            {
                throw new RuleViolationException($"The incident goes on as \"{into.Name}\"; its report is written there.");
            }

            if (!incident.IsResolved)
            {
                throw new RuleViolationException("The incident goes on; its final report is published once it is resolved. A draft can be saved until then.");
            }

            var asked = body ?? book.Draft?.Body ?? throw new InvalidInputException(Field, "must be given: there is no draft.");
            Report.Validate(Field, asked, complete: true);
            if (book.Published is { } last && last.Body == asked)
            {
                throw new RuleViolationException($"Version {last.Number} of the report says the same already; there is nothing to publish.");
            }

            var report = Written(incidentId, book.Versions.Count + 1, asked, actor, now);
            await ReportStore.DeleteDraft(session, incidentId);
            await ReportStore.Insert(session, report);
            await promises.Keep(session, incidentId, PromiseKind.Report, now);
            await RecordStore.Append(session, RecordEntry.ReportPublished(incidentId, report.Id, report.Number), now);
            await AnnouncementStore.Add(session, incidentId, AnnouncementKind.Report, report.Id, now);
            await IncidentStore.Touch(session, incidentId, now);
            await audit.Append(session, actor, "published", "report", incidentId, Version(report.Number));
            return await ReportStore.Book(session, incidentId);
        }, cancellation);

    /// <summary>Takes what is published off the page and makes it the draft, unless there is one. The promise it kept stays kept; nobody is told.</summary>
    public Task<ReportBook> Revert(string incidentId, Actor actor, CancellationToken cancellation = default) =>
        database.Change(time, async (session, now) =>
        {
            var (_, book) = await Open(session, incidentId, null);
            var published = book.Published ?? throw new RuleViolationException("The report is not published; there is nothing to take back.");
            await Withdraw(session, published, actor, now);
            if (book.Draft is null)
            {
                await ReportStore.Insert(session, Written(incidentId, Report.DraftNumber, published.Body, actor, now));
            }

            return await ReportStore.Book(session, incidentId);
        }, cancellation);

    /// <summary>Takes off the page what is published and throws the draft away. The versions are kept, for nobody to read.</summary>
    /// <exception cref="NotFoundException">There is no report either.</exception>
    public Task Delete(string incidentId, Actor actor, CancellationToken cancellation = default) =>
        database.Change(time, async (session, now) =>
        {
            var (_, book) = await Open(session, incidentId, null);
            if (book is { Draft: null, Published: null })
            {
                throw new NotFoundException("report of incident", incidentId);
            }

            if (book.Published is { } published)
            {
                await Withdraw(session, published, actor, now);
            }

            await ReportStore.DeleteDraft(session, incidentId);
            await audit.Append(session, actor, "deleted", "report", incidentId);
            return true;
        }, cancellation);

    private async Task Withdraw(DbSession session, Report published, Actor actor, DateTimeOffset now)
    {
        await ReportStore.Withdraw(session, published.IncidentId, now);
        await IncidentStore.Touch(session, published.IncidentId, now);
        await audit.Append(session, actor, "withdrew", "report", published.IncidentId, Version(published.Number));
    }

    private static async Task<(Incident Incident, ReportBook Book)> Open(DbSession session, string incidentId, string? edition)
    {
        var incident = await Incident(session, incidentId);
        var book = await ReportStore.Book(session, incidentId);
        return edition is null || edition == book.Edition
            ? (incident, book)
            : throw new RuleViolationException("Somebody saved or published this report meanwhile. Yours is not saved: read theirs in another window first, then save yours again if it still holds.");
    }

    private static Report Written(string incidentId, int number, string body, Actor actor, DateTimeOffset now) =>
        new() { Id = Ids.New(), IncidentId = incidentId, Number = number, Body = body, WrittenAt = now, Author = actor.Name };

    private static string Version(int number) => string.Create(CultureInfo.InvariantCulture, $"version {number}");

    private static async Task<Incident> Incident(DbSession session, string id) => await IncidentStore.Find(session, id) ?? throw new NotFoundException("incident", id);
}
