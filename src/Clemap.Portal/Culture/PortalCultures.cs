using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;

namespace Clemap.Portal.Culture;

/// <summary>Four languages, all with the Swiss way of writing numbers and dates.</summary>
internal static class PortalCultures
{
    public static IReadOnlyList<string> Names { get; } = ["de-CH", "fr-CH", "it-CH", "en-CH"];

    public static RequestLocalizationOptions Options()
    {
        var cultures = Names.Select(CultureInfo.GetCultureInfo).ToList();
        // A browser that says "de-DE" or "en-US" gets de-CH or en-CH: the language decides, not the country.
        return new RequestLocalizationOptions
        {
            DefaultRequestCulture = new RequestCulture("de-CH"),
            SupportedCultures = cultures,
            SupportedUICultures = cultures,
            RequestCultureProviders = [new CookieRequestCultureProvider(), new CustomRequestCultureProvider(FromBrowser)],
        };
    }

    public static void MapCultureEndpoint(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet(PortalPaths.Culture, (HttpContext context, string name, string? returnUrl) =>
        {
            if (Names.Contains(name))
            {
                var value = CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(name));
                context.Response.Cookies.Append(CookieRequestCultureProvider.DefaultCookieName, value, new CookieOptions
                {
                    MaxAge = TimeSpan.FromDays(365),
                    SameSite = SameSiteMode.Lax,
                    IsEssential = true,
                    Secure = context.Request.IsHttps,
                });
            }
            return TypedResults.LocalRedirect(SignIn.LocalAddress.OrHome(returnUrl));
        }).AllowAnonymous();

    internal static Task<ProviderCultureResult?> FromBrowser(HttpContext context)
    {
        var match = context.Request.GetTypedHeaders().AcceptLanguage
            .OrderByDescending(language => language.Quality ?? 1)
            .Select(language => Names.FirstOrDefault(name => SameLanguage(name, language.Value)))
            .FirstOrDefault(name => name is not null);
        return Task.FromResult(match is null ? null : new ProviderCultureResult(match));
    }

    private static bool SameLanguage(string name, StringSegment wish) =>
        name.AsSpan(0, 2).Equals(wish.Split(['-']).First().AsSpan(), StringComparison.OrdinalIgnoreCase);
}
