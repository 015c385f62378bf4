using Clemap.Identity.Accounts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Clemap.Identity.Pages.Account;

/// <summary>What the pages share: the language of the reader, and where to go afterwards.</summary>
[MiddlewareFilter<Languages>]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal abstract class AccountPage : PageModel
{
    /// <summary>As it stands in the address bar; not trusted.</summary>
    [BindProperty(SupportsGet = true, Name = AccountPaths.ReturnUrl)]
    public string? ReturnUrl { get; set; }

    /// <summary>Always an address of this host.</summary>
    protected string Afterwards => LocalAddress.Or("/", ReturnUrl);
}
