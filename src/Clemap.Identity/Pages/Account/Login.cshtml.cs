using System.ComponentModel.DataAnnotations;
using Clemap.Identity.Accounts;
using Clemap.Identity.Sessions;
using Clemap.Identity.Passwords;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Clemap.Identity.Pages.Account;

[AllowAnonymous]
[OwnPasswordsOnly(FormsAlone = true)]
internal sealed class LoginModel(SignInAttempt attempt, Passkeys.Passkeys passkeys) : AccountPage
{
    [BindProperty, Required, MaxLength(256)]
    public string Email { get; set; } = "";

    [BindProperty, Required, MaxLength(PasswordRules.MaxLength)]
    public string Password { get; set; } = "";

    /// <summary>What the browser signed with a passkey, as JSON.</summary>
    [BindProperty]
    public string? Credential { get; set; }

    public bool Failed { get; private set; }

    public bool PasskeyFailed { get; private set; }

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

    public async Task<IActionResult> OnPostPasskeyOptionsAsync() => Content(await passkeys.AskAsync(), "application/json");

    public async Task<IActionResult> OnPostPasskeyAsync()
    {
        if (Credential is { Length: > 0 } signed && await passkeys.SignInAsync(signed))
            return LocalRedirect(Afterwards);
        PasskeyFailed = true;
        return Page();
    }
}
