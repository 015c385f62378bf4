using Clemap.Identity.Accounts;
using Clemap.Identity.ExternalSignIn;
using Clemap.Identity.Letters;
using Clemap.Identity.Sessions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Logging;

namespace Clemap.Identity.Pages.Account;

/// <summary>Sends a person to the external issuer, and goes on with what came back. Its own page is for whom it knows nobody.</summary>
[AllowAnonymous]
internal sealed partial class ExternalModel(
    ExternalStart start, ExternalAnswers answers, ExternalLinks links, AccountSignIn signIn, SignInJournal journal, ProofAgain again, LetterQueue letters, IdentitySettings settings,
    ILogger<ExternalModel> log) : AccountPage
{
    // Where somebody without an account makes one with what came back.
    private static readonly string[] MakesAccounts = [AccountPaths.Invitation, AccountPaths.FirstStart];

    /// <summary>What the issuer calls the person.</summary>
    public string Label { get; private set; } = "";

    public Task<IActionResult> OnPostAsync() => start.GoAsync(ExternalPurpose.SignIn, ReturnUrl, User, HttpContext.RequestAborted);

    public async Task<IActionResult> OnPostProveAsync() => User.Identity is { IsAuthenticated: true }
        ? await start.GoAsync(ExternalPurpose.Prove, ReturnUrl, User, HttpContext.RequestAborted)
        : Challenge();

    public async Task<IActionResult> OnGetAsync()
    {
        if (settings.External is null)
            return NotFound();
        if (await answers.ReadAsync() is not { } answer)
            return LocalRedirect(AccountPaths.WithReturn(AccountPaths.Login, ReturnUrl));
        return answer.Purpose switch
        {
            ExternalPurpose.Link => await LinkAsync(answer),
            ExternalPurpose.Prove => await ProveAsync(),
            _ => await SignInAsync(answer.Identity),
        };
    }

    private async Task<IActionResult> SignInAsync(ExternalIdentity identity)
    {
        var from = Caller.Of(HttpContext);
        if (await links.FindAsync(identity) is not { } account)
        {
            Unknown(log, from.Address);
            if (MakesAccounts.Any(page => new PathString(Afterwards.Split('?')[0]) == page))
                return LocalRedirect(Afterwards);
            await answers.ForgetAsync();
            Label = identity.Label;
            return PageWith(StatusCodes.Status403Forbidden);
        }

        await answers.ForgetAsync();
        var result = await signIn.ExternalAsync(account, identity.Issuer);
        if (result.RequiresTwoFactor)
            return LocalRedirect(AccountPaths.WithReturn(AccountPaths.Code, ReturnUrl));
        if (result.Succeeded)
        {
            SignedIn(log, account.Id, from.Address);
            return LocalRedirect(Afterwards);
        }

        // The address of the account was never proven.
        await journal.WriteAsync(account.Id, SignInResults.Unconfirmed, from, CancellationToken.None);
        return LocalRedirect(settings.OwnPasswords ? AccountPaths.Unconfirmed : ExternalFailure.PageFor(ExternalFailure.Refused));
    }

    private async Task<IActionResult> LinkAsync(ExternalAnswer answer)
    {
        await answers.ForgetAsync();
        // Whoever sent the browser there is still signed in here, by the same sign-in.
        if (SessionWatch.SessionOf(User) is not { } session || session != answer.Session || await signIn.UserManager.GetUserAsync(User) is not { } account || account.Id != answer.Account)
            return LocalRedirect(ExternalFailure.PageFor(ExternalFailure.Refused));
        var outcome = await links.LinkAsync(account, answer.Identity, CancellationToken.None);
        if (outcome == LinkOutcome.Linked)
            letters.TryAdd(LetterWanted.About(account, LetterKind.ExternalLinked, System.Globalization.CultureInfo.CurrentUICulture.Name));
        return LocalRedirect(AccountPaths.ExternalLinks + QueryString.Create("outcome", outcome.ToString()));
    }

    // What came back waits on, as the proof; here is only told whether it is one.
    private async Task<IActionResult> ProveAsync()
    {
        if (await again.AskedAsync(User) == ProofAsked.Nothing)
            return LocalRedirect(Afterwards);
        await answers.ForgetAsync();
        return LocalRedirect(ExternalFailure.PageFor(ExternalFailure.Stale));
    }

    [LoggerMessage(EventId = 1006, Level = LogLevel.Information, Message = "{AccountId} signed in at the external issuer, from {From}")]
    private static partial void SignedIn(ILogger log, Guid accountId, string from);

    [LoggerMessage(EventId = 1007, Level = LogLevel.Warning, Message = "Somebody without a linked account came from the external issuer, from {From}")]
    private static partial void Unknown(ILogger log, string from);
}
