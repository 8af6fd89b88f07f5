using StatusPage.Incidents;
using StatusPage.Platform;

namespace StatusPage.ManagementApi;

/// <summary>What was checked before an incident was called over.</summary>
internal sealed record RecoveryStatementBody(
    string FunctionalityCheckedBy, string FunctionalityCheckedHow, string DataChecked, string DataLoss, string? DataLossFrom, string? DataLossUntil,
    IReadOnlyList<StayingDownBody> StaysDown, string StatedAt, int Version)
{
    public static RecoveryStatementBody? Of(StatedRecovery? stated, ApiPage page) => stated?.Statement is { } said
        ? new(
            said.FunctionalityCheckedBy, said.FunctionalityCheckedHow, said.DataChecked, said.DataLoss, page.Time(said.DataLossFrom), page.Time(said.DataLossUntil),
            [.. stated.StayingDown.Select(d => new StayingDownBody(d.ComponentId, d.Name, d.Status.Wire(), d.Reason))], page.Time(stated.StatedAt), stated.Version)
        : null;

    public static RecoveryStatement? From(RequestFields? fields, ApiPage page)
    {
        if (fields is null)
        {
            return null;
        }

        var statement = new RecoveryStatement
        {
            FunctionalityCheckedBy = fields.Text("functionality_checked_by") ?? "",
            FunctionalityCheckedHow = fields.Text("functionality_checked_how") ?? "",
            DataChecked = fields.Text("data_checked") ?? "",
            DataLoss = fields.Text("data_loss") ?? "",
            DataLossFrom = fields.Moment("data_loss_from", page.Site.Zone),
            DataLossUntil = fields.Moment("data_loss_until", page.Site.Zone),
            StaysDown = fields.TextsByName("stays_down") ?? new Dictionary<string, string>(),
        };
        fields.Done();
        return statement;
    }
}

internal sealed record StayingDownBody(string ComponentId, string Name, string Status, string Reason);
