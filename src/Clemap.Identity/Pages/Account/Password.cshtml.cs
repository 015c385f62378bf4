using System.ComponentModel.DataAnnotations;
using Clemap.Identity.Accounts;
using Clemap.Identity.Passwords;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Clemap.Identity.Pages.Account;

/// <summary>A new password for whoever knows the old one, or the first one for who signs in elsewhere. All other sign-ins end.</summary>
[OwnPasswordsOnly]
internal sealed class PasswordModel(ProofAgain again, PasswordChange change, SignInManager<Accounts.Account> signIn) : OwnAccountPage
{
    [BindProperty]
    public string? Old { get; set; }

    [BindProperty, Required]
    public string New { get; set; } = "";

    public IReadOnlyList<string> Broken { get; private set; } = [];

    public bool Done { get; private set; }

    public async Task<IActionResult> OnPostAsync()
    {
        if (await OwnAsync() is not { } account)
            return Challenge();
        if (!ModelState.IsValid)
            return Page();
        if (await again.WrongAsync(account, Old) is { } wrong)
        {
            Broken = [wrong];
            return Page();
        }
        Broken = await change.BrokenRulesAsync(account, New);
        if (Broken.Count > 0)
            return Page();
        await change.SetAsync(account, New, CancellationToken.None);
        await signIn.RefreshSignInAsync(account);
        Done = true;
        return Page();
    }
}
