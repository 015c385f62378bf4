using System.ComponentModel.DataAnnotations;
using Clemap.Identity.Accounts;
using Clemap.Identity.ExternalSignIn;
using Clemap.Platform.Invitations;
using Clemap.Platform.Organisations;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Clemap.Identity.Pages.Account;

/// <summary>Where the link of an invitation leads: accept with the account that has the address, or make one.</summary>
[AllowAnonymous]
internal sealed class InvitationModel(
    IInvitationLinks links, UserManager<Accounts.Account> accounts, SignInManager<Accounts.Account> signIn, ExternalAnswers answers, ExternalLinks external, IdentitySettings settings) : AccountPage
{
    [BindProperty(SupportsGet = true), Required, MaxLength(64)]
    public string Secret { get; set; } = "";

    [BindProperty, MaxLength(200)]
    public string? Name { get; set; }

    [BindProperty, MaxLength(256)]
    public string? Password { get; set; }

    public OpenInvitation? Invitation { get; private set; }

    /// <summary>Who came back from the external issuer and has no account yet.</summary>
    public ExternalIdentity? External { get; private set; }

    /// <summary>False while a sign-in at the external issuer has to come first.</summary>
    public bool CanMake => settings.OwnPasswords || External is not null;

    public InvitationStep Step { get; private set; }

    /// <summary>Sentences in the language of the reader.</summary>
    public IReadOnlyList<string> Problems { get; private set; } = [];

    /// <summary>This page, for the sign-in to come back to.</summary>
    public string Here => $"{AccountPaths.Invitation}?secret={Uri.EscapeDataString(Secret)}";

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        await LookAsync(cancellationToken);
        Name = External?.Name;
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var account = await LookAsync(cancellationToken);
        if (Step == InvitationStep.MakeAccount && CanMake)
            account = await MakeAsync();
        if (account is null || Step is not (InvitationStep.Accept or InvitationStep.MakeAccount))
            return Page();
        if (!await links.AcceptAsync(Secret, account.Id, account.Email!, HttpContext.Connection.RemoteIpAddress?.ToString() ?? "server", cancellationToken))
        {
            Step = InvitationStep.Void; // somebody was faster
            return Page();
        }
        if (Step == InvitationStep.MakeAccount)
        {
            if (External is not null)
                await external.NoteAsync(account, External, cancellationToken);
            await answers.ForgetAsync();
            await signIn.SignInAsync(account, isPersistent: false, External?.Issuer);
        }
        return LocalRedirect("/");
    }

    /// <returns>The account that may accept now.</returns>
    private async Task<Accounts.Account?> LookAsync(CancellationToken cancellationToken)
    {
        Invitation = await links.FindAsync(Secret, cancellationToken);
        if (Invitation is null)
            return null;
        if (await answers.ReadAsync() is { Purpose: ExternalPurpose.SignIn } answer && await external.FindAsync(answer.Identity) is null)
            External = answer.Identity;
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
        var made = External is null ? await accounts.CreateAsync(account, Password ?? "") : await MakeLinkedAsync(account, External);
        if (made.Succeeded)
            return account;
        Problems = [.. made.Errors.Select(error => error.Description).Distinct()];
        return null;
    }

    // Both or neither: without the link nobody could sign in to the account.
    private async Task<IdentityResult> MakeLinkedAsync(Accounts.Account account, ExternalIdentity identity)
    {
        var made = await accounts.CreateAsync(account);
        if (!made.Succeeded || await external.TryAddAsync(account, identity))
            return made;
        await accounts.DeleteAsync(account);
        return IdentityResult.Failed(new IdentityError { Code = "linked", Description = AccountTexts.Of("ExternalOfAnother", settings.External!.DisplayName) });
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
