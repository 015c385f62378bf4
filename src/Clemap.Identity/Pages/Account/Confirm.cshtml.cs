using System.Globalization;
using Clemap.Identity.Letters;
using Clemap.Identity.Links;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Identity.Pages.Account;

/// <summary>Behind the link of a letter: the address is proven, for a new account or for one that changes to it. It takes a press on a button.</summary>
[AllowAnonymous]
internal sealed class ConfirmModel(AccountLinks links, UserManager<Accounts.Account> accounts, LetterQueue letters) : AccountPage
{
    [BindProperty(SupportsGet = true)]
    public string? Link { get; set; }

    public bool Expired { get; private set; }

    public bool Done { get; private set; }

    public async Task<IActionResult> OnGetAsync() => await LinkAsync() is null ? Gone() : Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (await LinkAsync() is not { } link
            || await accounts.FindByIdAsync(link.AccountId.ToString()) is not { } account
            || !await links.UseAsync(link, HttpContext.RequestAborted))
        {
            return Gone();
        }
        account.EmailConfirmed = true;
        Done = link.NewEmail is null ? (await accounts.UpdateAsync(account)).Succeeded : await ChangeAsync(account, link.NewEmail);
        return Done ? Page() : Gone();
    }

    // Ends all sign-ins, voids links to the old address, and tells the old address.
    private async Task<bool> ChangeAsync(Accounts.Account account, string email)
    {
        var notice = LetterWanted.About(account, LetterKind.EmailChanged, CultureInfo.CurrentUICulture.Name);
        (account.Email, account.UserName) = (email, email);
        try
        {
            if (!(await accounts.UpdateSecurityStampAsync(account)).Succeeded)
                return false;
        }
        catch (DbUpdateException)
        {
            // Somebody else took the address since the letter was written: the unique index of the accounts says so.
            return false;
        }
        await links.VoidAsync(account.Id, CancellationToken.None);
        letters.TryAdd(notice);
        return true;
    }

    private async Task<AccountLink?> LinkAsync() =>
        await links.FindAsync(Link, HttpContext.RequestAborted) is { Purpose: LinkPurpose.Confirm or LinkPurpose.ChangeEmail } link ? link : null;

    private PageResult Gone()
    {
        Expired = true;
        return PageWith(StatusCodes.Status410Gone);
    }
}
