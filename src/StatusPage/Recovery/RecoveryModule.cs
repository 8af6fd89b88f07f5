namespace StatusPage.Recovery;

internal static class RecoveryModule
{
    public static IServiceCollection AddRecovery(this IServiceCollection services) => services
        .AddSingleton<RecoveryPlanService>();
}
