using Clemap.Identity.Accounts;
using Clemap.Identity.Sessions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Clemap.Identity.Pages.Account;

/// <summary>After the right password: a code of the app, or one of the recovery codes.</summary>
[AllowAnonymous]
internal sealed class CodeModel(SignInManager<Accounts.Account> signIn, SignInAttempt attempt) : AccountPage
{
    [BindProperty]
    public string? Code { get; set; }

    public bool Failed { get; private set; }

    public async Task<IActionResult> OnGetAsync() => await signIn.GetTwoFactorAuthenticationUserAsync() is null ? ToLogin() : Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (await signIn.GetTwoFactorAuthenticationUserAsync() is not { } account)
            return ToLogin();
        if (Code is { Length: > 0 and <= 40 } code && await attempt.CodeSucceedsAsync(account, code, Caller.Of(HttpContext)))
            return LocalRedirect(Afterwards);
        Failed = true;
        return Page();
    }

    private LocalRedirectResult ToLogin() => LocalRedirect(AccountPaths.WithReturn(AccountPaths.Login, ReturnUrl));
}
