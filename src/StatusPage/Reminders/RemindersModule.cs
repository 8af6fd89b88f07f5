namespace StatusPage.Reminders;

internal static class RemindersModule
{
    public static IServiceCollection AddReminders(this IServiceCollection services) => services
        .AddSingleton<ReminderKeeper>()
        .AddHostedService(s => s.GetRequiredService<ReminderKeeper>());
}
