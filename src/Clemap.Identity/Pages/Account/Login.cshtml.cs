using System.ComponentModel.DataAnnotations;
using Clemap.Identity.Accounts;
using Clemap.Identity.Sessions;
using Clemap.Identity.Passwords;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Clemap.Identity.Pages.Account;

[AllowAnonymous]
internal sealed class LoginModel(SignInAttempt attempt) : AccountPage
{
    [BindProperty, Required, MaxLength(256)]
    public string Email { get; set; } = "";

    [BindProperty, Required, MaxLength(PasswordRules.MaxLength)]
    public string Password { get; set; } = "";

    public bool Failed { get; private set; }

    public async Task<IActionResult> OnPostAsync()
    {
        var outcome = ModelState.IsValid
            ? await attempt.TryAsync(Email.Trim(), Password, Caller.Of(HttpContext))
            : SignInOutcome.Failed;
        switch (outcome)
        {
            case SignInOutcome.SignedIn:
                return LocalRedirect(Afterwards);
            case SignInOutcome.NeedsCode:
                return LocalRedirect(AccountPaths.WithReturn(AccountPaths.Code, ReturnUrl));
            case SignInOutcome.Unconfirmed:
                return LocalRedirect(AccountPaths.Unconfirmed);
            default:
                Failed = true;
                return Page();
        }
    }
}
