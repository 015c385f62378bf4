using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Localization;

namespace Clemap.Identity.Accounts;

/// <summary>The four languages of the pages: the cookie that the portal also uses, then what the browser says, then German.</summary>
internal sealed class Languages
{
    /// <summary>Culture and the language's own name, in the order of the Federal Constitution and then English.</summary>
    public static IReadOnlyList<(string Culture, string Name)> All { get; } =
        [("de-CH", "Deutsch"), ("fr-CH", "Français"), ("it-CH", "Italiano"), ("en-CH", "English")];

    // The plain languages stand beside the Swiss ones, so that a browser that says "de-DE" or "en-US" finds its parent.
    private static readonly CultureInfo[] Supported =
        [.. All.SelectMany(language => new[] { language.Culture, language.Culture[..2] }).Select(CultureInfo.GetCultureInfo)];

    /// <summary>Called by the middleware filter of the pages, which needs no order in the host's pipeline.</summary>
    public static void Configure(IApplicationBuilder app) => app.UseRequestLocalization(new RequestLocalizationOptions
    {
        DefaultRequestCulture = new RequestCulture("de-CH"),
        SupportedCultures = Supported,
        SupportedUICultures = Supported,
        RequestCultureProviders = [new CookieRequestCultureProvider(), new AcceptLanguageHeaderRequestCultureProvider()],
    });

    /// <summary>Remembers the choice and goes back to the page.</summary>
    public static IResult Choose(HttpContext http, string name, string? returnUrl)
    {
        if (All.Any(language => language.Culture == name))
        {
            http.Response.Cookies.Append(
                CookieRequestCultureProvider.DefaultCookieName,
                CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(name)),
                new CookieOptions { MaxAge = TimeSpan.FromDays(365), SameSite = SameSiteMode.Lax, IsEssential = true, Secure = http.Request.IsHttps });
        }
        return TypedResults.LocalRedirect(LocalAddress.Or(AccountPaths.Login, returnUrl));
    }
}
