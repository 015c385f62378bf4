using Clemap.Identity.Accounts;
using Clemap.Identity.Links;
using Clemap.Identity.Passwords;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Clemap.Identity.Pages.Account;

/// <summary>Behind the link of a letter: a new password. Opening the page uses nothing up, since mail scanners open links too.</summary>
[AllowAnonymous]
[OwnPasswordsOnly]
internal sealed class ResetModel(AccountLinks links, UserManager<Accounts.Account> accounts, PasswordChange change) : AccountPage
{
    [BindProperty(SupportsGet = true)]
    public string? Link { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    public bool Expired { get; private set; }

    public bool Done { get; private set; }

    public IReadOnlyList<string> Broken { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync() => await LinkAsync() is null ? Gone() : Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (await LinkAsync() is not { } link || await accounts.FindByIdAsync(link.AccountId.ToString()) is not { } account)
            return Gone();
        Broken = await change.BrokenRulesAsync(account, Password ?? "");
        if (Broken.Count > 0)
            return Page();
        if (!await links.UseAsync(link, HttpContext.RequestAborted))
            return Gone();
        // Whoever has the letter has the address.
        account.EmailConfirmed = true;
        await change.SetAsync(account, Password!, CancellationToken.None);
        Done = true;
        return Page();
    }

    private async Task<AccountLink?> LinkAsync() =>
        await links.FindAsync(Link, HttpContext.RequestAborted) is { Purpose: LinkPurpose.Reset } link ? link : null;

    private PageResult Gone()
    {
        Expired = true;
        return PageWith(StatusCodes.Status410Gone);
    }
}
