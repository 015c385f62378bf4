using System.ComponentModel.DataAnnotations;
using Clemap.Identity.Accounts;
using Clemap.Platform.Invitations;
using Clemap.Platform.Organisations;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Clemap.Identity.Pages.Account;

/// <summary>Where the link of an invitation leads: accept with the account that has the address, or make one.</summary>
[AllowAnonymous]
internal sealed class InvitationModel(IInvitationLinks links, UserManager<Accounts.Account> accounts, SignInManager<Accounts.Account> signIn) : AccountPage
{
    [BindProperty(SupportsGet = true), Required, MaxLength(64)]
    public string Secret { get; set; } = "";

    [BindProperty, MaxLength(200)]
    public string? Name { get; set; }

    [BindProperty, MaxLength(256)]
    public string? Password { get; set; }

    public OpenInvitation? Invitation { get; private set; }

    public InvitationStep Step { get; private set; }

    /// <summary>Sentences in the language of the reader.</summary>
    public IReadOnlyList<string> Problems { get; private set; } = [];

    /// <summary>This page, for the sign-in to come back to.</summary>
    public string Here => $"{AccountPaths.Invitation}?secret={Uri.EscapeDataString(Secret)}";

    public async Task OnGetAsync(CancellationToken cancellationToken) => await LookAsync(cancellationToken);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var account = await LookAsync(cancellationToken);
        if (Step == InvitationStep.MakeAccount)
            account = await MakeAsync();
        if (account is null || Step is not (InvitationStep.Accept or InvitationStep.MakeAccount))
            return Page();
        if (!await links.AcceptAsync(Secret, account.Id, account.Email!, HttpContext.Connection.RemoteIpAddress?.ToString() ?? "server", cancellationToken))
        {
            Step = InvitationStep.Void; // somebody was faster
            return Page();
        }
        if (Step == InvitationStep.MakeAccount)
            await signIn.SignInAsync(account, isPersistent: false);
        return LocalRedirect("/");
    }

    /// <returns>The account that may accept now.</returns>
    private async Task<Accounts.Account?> LookAsync(CancellationToken cancellationToken)
    {
        Invitation = await links.FindAsync(Secret, cancellationToken);
        if (Invitation is null)
            return null;
        var invited = await accounts.FindByEmailAsync(Invitation.Email);
        var here = (await HttpContext.AuthenticateAsync(ClemapSchemes.Account)).Principal is { } principal ? await accounts.GetUserAsync(principal) : null;
        Step = invited is null ? InvitationStep.MakeAccount
            : here is null ? InvitationStep.SignIn
            : here.Id == invited.Id ? InvitationStep.Accept
            : InvitationStep.OtherPerson;
        return Step == InvitationStep.Accept ? invited : null;
    }

    // Whoever holds the link reads the mail of this address: it is confirmed.
    private async Task<Accounts.Account?> MakeAsync()
    {
        if (string.IsNullOrWhiteSpace(Name))
        {
            Problems = [AccountTexts.Of("NameMissing")];
            return null;
        }
        var email = Invitation!.Email;
        var account = new Accounts.Account { Id = Guid.CreateVersion7(), UserName = email, Email = email, EmailConfirmed = true, Name = Name.Trim() };
        var made = await accounts.CreateAsync(account, Password ?? "");
        if (made.Succeeded)
            return account;
        Problems = [.. made.Errors.Select(error => error.Description).Distinct()];
        return null;
    }
}

internal enum InvitationStep
{
    /// <summary>Unknown, used, withdrawn or too old.</summary>
    Void,

    /// <summary>Nobody has the address yet.</summary>
    MakeAccount,

    /// <summary>Somebody has it, and is not signed in.</summary>
    SignIn,

    Accept,

    /// <summary>Somebody else is signed in here.</summary>
    OtherPerson,
}
