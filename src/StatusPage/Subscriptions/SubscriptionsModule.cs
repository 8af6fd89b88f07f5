using StatusPage.Components;
using StatusPage.Platform.Jobs;

namespace StatusPage.Subscriptions;

internal static class SubscriptionsModule
{
    public static IServiceCollection AddSubscriptions(this IServiceCollection services) => services
        .AddSingleton<SubscriptionRules>()
        .AddSingleton<SubscriptionService>()
        .AddSingleton<AddressReplacement>()
        .AddSingleton<Subscribers>()
        .AddSingleton<Confirmations>()
        .AddSingleton<SubscriptionImport>()
        .AddSingleton<LinkTokens>()
        .AddSingleton<IGroupDeleted, GroupScopes>()
        .AddHostedService<LinkKeyLoader>()
        .AddJob<ForgetUnconfirmedJob>();
}
