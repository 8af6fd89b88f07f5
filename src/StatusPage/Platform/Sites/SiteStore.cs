using StatusPage.Platform.Audit;
using StatusPage.Platform.Data;
using StatusPage.Platform.Problems;

namespace StatusPage.Platform.Sites;

internal sealed class SiteStore(Database database, SiteOptions options, AuditStore audit, TimeProvider time)
{
    /// <summary>Gives the installation its id and signing key at the first start; does nothing later.</summary>
    public Task EnsureExists(CancellationToken cancellation = default) =>
        database.Write(async session =>
        {
            await session.Execute(
                """
                INSERT INTO site (id, version, created_at, updated_at) SELECT @id, 1, @now, @now
                WHERE NOT EXISTS (SELECT 1 FROM site)
                """, new { id = Ids.New(), now = time.Now() });
            await session.Execute(
                "INSERT INTO site_key (name, value) VALUES ('links', @key) ON CONFLICT DO NOTHING", new { key = Tokens.New() });
        }, cancellation);

    public Task<Site> Get(CancellationToken cancellation = default) => database.Read(Get, cancellation);

    public async Task<Site> Get(DbSession session)
    {
        var row = await session.First<Row>("SELECT id, version, name, url, time_zone, created_at, updated_at FROM site")
            ?? throw new InvalidOperationException("The site has no row: the start did not finish.");
        return new(row.Id, row.Version, row.Name ?? options.Name, row.Url ?? options.Url, row.TimeZone ?? options.TimeZone, row.CreatedAt, row.UpdatedAt);
    }

    public Task<long> Version(CancellationToken cancellation = default) =>
        database.Read(session => session.Scalar<long>("SELECT version FROM site"), cancellation);

    /// <summary>The key that signs links in mails.</summary>
    public Task<string> LinkKey(CancellationToken cancellation = default) =>
        database.Read(session => session.Scalar<string>("SELECT value FROM site_key WHERE name = 'links'"), cancellation);

    /// <summary>Changes what is given and leaves the rest.</summary>
    /// <exception cref="InvalidInputException">A field holds what it may not.</exception>
    public async Task<Site> Change(string? name, string? url, string? timeZone, Actor actor, CancellationToken cancellation = default)
    {
        new Check()
            .Line("name", name, 200, required: name is not null)
            .That(url is null || Site.Address(url) is not null, "url", "must be an address that begins with http:// or https://.")
            .That(timeZone is null || Site.IsTimeZone(timeZone), "time_zone", "must be an IANA time zone such as Asia/Seoul.")
            .Done();
        return await database.Write(async session =>
        {
            await session.Execute(
                "UPDATE site SET name = COALESCE(@name, name), url = COALESCE(@url, url), time_zone = COALESCE(@timeZone, time_zone)",
                new { name, url = url is null ? null : Site.Address(url), timeZone });
            await session.RaiseSiteVersion(time.Now());
            await audit.Append(session, actor, "updated", "page", null);
            return await Get(session);
        }, cancellation);
    }

    private sealed class Row
    {
        public string Id { get; init; } = "";
        public long Version { get; init; }
        public string? Name { get; init; }
        public string? Url { get; init; }
        public string? TimeZone { get; init; }
        public DateTimeOffset CreatedAt { get; init; }
        public DateTimeOffset UpdatedAt { get; init; }
    }
}
