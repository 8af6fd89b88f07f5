using Microsoft.AspNetCore.Connections;
using StatusPage.Cli;
using StatusPage.Components;
using StatusPage.Console;
using StatusPage.Incidents;
using StatusPage.Live;
using StatusPage.Mail;
using StatusPage.ManagementApi;
using StatusPage.Notices;
using StatusPage.Operators;
using StatusPage.Platform;
using StatusPage.Platform.Data;
using StatusPage.Platform.Problems;
using StatusPage.Platform.Settings;
using StatusPage.Promises;
using StatusPage.Publishing;
using StatusPage.Recovery;
using StatusPage.Reminders;
using StatusPage.Reports;
using StatusPage.Subscriptions;

try
{
    return await new CommandLine(Build).Run(args);
}
catch (Exception e) when (e is SettingException or MailSettingsException or DatabaseTakenException or DatabaseUnavailableException)
{
    await System.Console.Error.WriteLineAsync(e.Message);
    return 2;
}
catch (IOException e) when (e.InnerException is AddressInUseException)
{
    await System.Console.Error.WriteLineAsync($"{e.Message} Give another one with --urls.");
    return 2;
}

static WebApplication Build(string[] args, bool serves, Action<IServiceCollection>? replace)
{
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = ContentRoot.Find() });
    builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = serves ? LogLevel.None : LogLevel.Trace);
    builder.Services.AddPlatform(builder.Configuration);
    builder.Services.AddComponents();
    builder.Services.AddIncidents(builder.Configuration);
    builder.Services.AddPromises(builder.Configuration);
    builder.Services.AddRecovery();
    builder.Services.AddReports();
    builder.Services.AddSubscriptions();
    builder.Services.AddMail(builder.Configuration, DataDirectory.From(builder.Configuration).Path);
    builder.Services.AddNotices(builder.Configuration);
    builder.Services.AddOperators();
    builder.Services.AddReminders();
    builder.Services.AddPublishing();
    builder.Services.AddLive();
    builder.Services.AddManagementApi(builder.Configuration);
    builder.Services.AddConsole();
    replace?.Invoke(builder.Services);

    var app = builder.Build();
    app.MapPublishing();
    app.MapLive();
    app.MapManagementApi();
    app.MapConsole();
    return app;
}
