using Clemap.Identity.Accounts;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;

namespace Clemap.Identity.Pages.Account;

/// <summary>What the pages share: the language of the reader, where to go afterwards, and that nothing on them is anybody else's.</summary>
[MiddlewareFilter<Languages>]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
[OwnContentOnly]
internal abstract class AccountPage : PageModel
{
    /// <summary>As it stands in the address bar; not trusted.</summary>
    [BindProperty(SupportsGet = true, Name = AccountPaths.ReturnUrl)]
    public string? ReturnUrl { get; set; }

    /// <summary>Always an address of this host.</summary>
    protected string Afterwards => LocalAddress.Or("/", ReturnUrl);

    /// <summary>This page, with a status that says more than 200.</summary>
    protected PageResult PageWith(int status)
    {
        Response.StatusCode = status;
        return Page();
    }

    /// <summary>429 and when to come again.</summary>
    protected PageResult TooOften(TimeSpan wait)
    {
        Response.Headers[HeaderNames.RetryAfter] = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return PageWith(429);
    }
}

/// <summary>A page for whoever has signed in, about their own account.</summary>
[Authorize]
internal abstract class OwnAccountPage : AccountPage
{
    /// <summary>The account of the sign-in; <see langword="null"/> when it was removed a moment ago.</summary>
    protected Task<Accounts.Account?> OwnAsync() =>
        HttpContext.RequestServices.GetRequiredService<UserManager<Accounts.Account>>().GetUserAsync(User);
}
