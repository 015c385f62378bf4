using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Clemap.Identity.Pages.Account;

[AllowAnonymous]
internal sealed class LogoutModel(SignInManager<Accounts.Account> signIn) : AccountPage
{
    public bool SignedOut { get; private set; }

    public void OnGet() => SignedOut = User.Identity is not { IsAuthenticated: true };

    public async Task<IActionResult> OnPostAsync()
    {
        await signIn.SignOutAsync();
        if (ReturnUrl is not null)
            return LocalRedirect(Afterwards);
        SignedOut = true;
        return Page();
    }
}
