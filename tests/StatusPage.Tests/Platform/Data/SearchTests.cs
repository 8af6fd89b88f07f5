using StatusPage.Incidents;
using StatusPage.Platform.Audit;

namespace StatusPage.Tests.Platform.Data;

public sealed class SearchTests
{
    [Theory]
    [InlineData("Ärger im Netz", "Ärger", true)]
    [InlineData("Ärger im Netz", "ärger IM", true)]
    [InlineData("viel ärger", "ÄRGER", true)]
    [InlineData("Äpfel für ÖSTERREICH", "Äpfel für Ö", true)]
    [InlineData("데이터센터 화재", "센터 화", true)]
    [InlineData("Login FAILS", "login fails", true)]
    [InlineData("Login fails", "%", false)]
    [InlineData("Login fails", "Log_n", false)]
    [InlineData("100 % down!", "% DOWN!", true)]
    public async Task A_name_is_found_in_any_case_and_any_script(string name, string text, bool found)
    {
        using var test = await TestDatabase.Create();
        await new IncidentService(test.Database, [], [], new(TimeSpan.FromMinutes(30)), test.Audit, test.Clock).Open(
            new() { Name = name }, new() { Status = IncidentStatus.Investigating, Body = "We look." }, Actor.System);
        Assert.Equal(found, (await test.Database.Read(session => IncidentStore.Newest(session, 5, nameContains: text))).Count == 1);
    }
}
