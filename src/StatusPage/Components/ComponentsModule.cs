namespace StatusPage.Components;

internal static class ComponentsModule
{
    public static IServiceCollection AddComponents(this IServiceCollection services) => services
        .AddSingleton<ComponentService>();
}
