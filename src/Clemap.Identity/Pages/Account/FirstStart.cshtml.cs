using System.ComponentModel.DataAnnotations;
using Clemap.Identity.Accounts;
using Clemap.Identity.ExternalSignIn;
using Clemap.Identity.FirstStart;
using Clemap.Platform.Mail;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Clemap.Identity.Pages.Account;

/// <summary>Where the link that the first start prints leads: the first organisation and its first person.</summary>
[AllowAnonymous]
internal sealed class FirstStartModel(
    FirstStartLinks links, FirstAccount first, SignInManager<Accounts.Account> signIn, ExternalAnswers answers, IdentitySettings settings) : AccountPage
{
    [BindProperty(SupportsGet = true), MaxLength(1000)]
    public string? Secret { get; set; }

    [BindProperty, MaxLength(200)]
    public string? Organisation { get; set; }

    [BindProperty, MaxLength(200)]
    public string? Name { get; set; }

    [BindProperty, MaxLength(254)]
    public string? Email { get; set; }

    [BindProperty, MaxLength(256)]
    public string? Password { get; set; }

    /// <summary>False when the link is unknown or too old, or somebody has an account already.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Who came back from the external issuer, to sign in there from now on.</summary>
    public ExternalIdentity? External { get; private set; }

    /// <summary>False while a sign-in at the external issuer has to come first.</summary>
    public bool CanMake => settings.OwnPasswords || External is not null;

    /// <summary>This page, to come back to.</summary>
    public string Here => AccountPaths.FirstStart + QueryString.Create("secret", Secret ?? "");

    /// <summary>Sentences in the language of the reader.</summary>
    public IReadOnlyList<string> Problems { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        await LookAsync(cancellationToken);
        (Name, Email) = (External?.Name, External?.Email);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (await LookAsync(cancellationToken) is not { } ids || !CanMake)
            return Page();
        Problems = [.. Missing()];
        if (Problems.Count > 0)
            return Page();
        var (account, refused) = await first.MakeAsync(ids, Organisation!.Trim(), Name!.Trim(), Email!.Trim(), Password, External, cancellationToken);
        if (account is null)
        {
            IsOpen = refused is not null;
            Problems = [.. (refused?.Errors ?? []).Select(error => error.Description).Distinct()];
            return Page();
        }

        await answers.ForgetAsync();
        await signIn.SignInAsync(account, isPersistent: false, External?.Issuer);
        return LocalRedirect("/");
    }

    private async Task<FirstStartIds?> LookAsync(CancellationToken cancellationToken)
    {
        var ids = ModelState.IsValid ? links.Read(Secret) : null;
        IsOpen = ids is not null && await first.IsMissingAsync(cancellationToken);
        if (IsOpen && await answers.ReadAsync() is { Purpose: ExternalPurpose.SignIn } answer)
            External = answer.Identity;
        return IsOpen ? ids : null;
    }

    private IEnumerable<string> Missing()
    {
        if (string.IsNullOrWhiteSpace(Organisation))
            yield return AccountTexts.Of("OrganisationMissing");
        if (string.IsNullOrWhiteSpace(Name))
            yield return AccountTexts.Of("NameMissing");
        if (!MailAddresses.IsOne(Email))
            yield return AccountTexts.Of("EmailWrong");
    }
}
