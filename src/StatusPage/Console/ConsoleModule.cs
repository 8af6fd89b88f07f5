using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc.RazorPages;
using StatusPage.Console.Incidents;
using StatusPage.Console.Services;
using StatusPage.Operators;

namespace StatusPage.Console;

internal static class ConsoleModule
{
    /// <summary>The largest file of addresses that may be sent, with room for the form around it; and what every other form may be.</summary>
    public const int LargestUpload = 5 * 1024 * 1024, LargestUploadForm = LargestUpload + LargestForm, LargestForm = 256 * 1024;

    public const string UploadPath = "/console/subscribers/add";

    public static IServiceCollection AddConsole(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.AddScoped<ConsoleContext>().AddScoped<ConsoleFilter>().AddScoped<Telling>().AddScoped<StatusCauses>().AddSingleton<ConsoleAssets>().AddSingleton<OwedBoard>().AddSingleton<IStartupFilter, Front>();
        services.Configure<FormOptions>(options =>
        {
            options.MultipartBodyLengthLimit = LargestUploadForm;
            options.ValueLengthLimit = LargestUploadForm;
        });
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "console_form";
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.HeaderName = "X-Console-Form";
        });
        services.AddRazorPages(Conventions).AddMvcOptions(options => options.Filters.AddService<ConsoleFilter>());
        return services;
    }

    public static void MapConsole(this IEndpointRouteBuilder app)
    {
        app.MapRazorPages();
        app.MapConsoleParts();
    }

    /// <summary>Who is not named here must be signed in to see, and an operator to change anything (<see cref="ConsoleFilter"/>).</summary>
    private static void Conventions(RazorPagesOptions options)
    {
        options.RootDirectory = "/Console";
        options.Conventions.AuthorizeFolder("/", Policies.Viewer);
        options.Conventions.AuthorizePage("/Access/Operators", Policies.Owner);
        options.Conventions.AuthorizePage("/Access/Keys", Policies.Owner);
        options.Conventions.AllowAnonymousToPage("/Account/SignIn");
        options.Conventions.AllowAnonymousToPage("/Account/Setup");
    }

    /// <summary>Puts the gate before routing and sign-in, which the framework adds first, so that their failures are said in words too.</summary>
    private sealed class Front : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.UseWhen(context => context.Request.Path.StartsWithSegments("/console"), console => console.UseMiddleware<ConsoleGate>());
            next(app);
        };
    }
}
