using System.Security.Claims;
using Clemap.Identity.ExternalSignIn;
using Clemap.Identity.Passwords;
using Clemap.Identity.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;

namespace Clemap.Identity.Accounts;

/// <summary>
/// Before what would let somebody at an unlocked screen take the account over, the person proves again who they are: with the password, wrong ones of which count as at the sign-in, or, where a
/// linked external sign-in takes its place, by a fresh one at the issuer.
/// </summary>
internal sealed class ProofAgain(UserManager<Account> accounts, ExternalAnswers answers, IdentitySettings settings, IHttpContextAccessor http, TimeProvider time)
{
    /// <summary>As long as the answer of the issuer waits; also how long ago the person may have proved themselves there.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromMinutes(5);

    /// <summary>What a page has to ask for.</summary>
    public async Task<ProofAsked> AskedAsync(ClaimsPrincipal person) => await accounts.GetUserAsync(person) is { } account ? await AskedAsync(account) : ProofAsked.Impossible;

    /// <returns><see langword="null"/> when it is proven; otherwise a sentence in the language of the reader.</returns>
    public async Task<string?> WrongAsync(Account account, string? password) => await AskedAsync(account) switch
    {
        ProofAsked.Nothing => null,
        ProofAsked.Password => await IsRightAsync(account, password) ? null : AccountTexts.Of("PasswordWrong"),
        ProofAsked.External => AccountTexts.Of("ProofMissing", settings.External!.DisplayName),
        _ => AccountTexts.Of("ProofImpossible"),
    };

    private async Task<ProofAsked> AskedAsync(Account account)
    {
        var linked = (await accounts.GetLoginsAsync(account)).Where(link => link.LoginProvider == settings.External?.Issuer).ToList();
        // Where passwords are closed, one that is still known may link what takes its place.
        if (account.PasswordHash is not null && (settings.OwnPasswords || linked.Count == 0))
            return ProofAsked.Password;
        if (linked.Count == 0)
            return ProofAsked.Impossible;
        return await answers.ReadAsync() is { Purpose: ExternalPurpose.Prove } answer && IsFresh(account, answer) && linked.Exists(link => link.ProviderKey == answer.Identity.Subject)
            ? ProofAsked.Nothing
            : ProofAsked.External;
    }

    // For this account and sign-in; and the issuer says when, since whoever sits at the screen may take the wish for a fresh sign-in out of the address.
    private bool IsFresh(Account account, ExternalAnswer answer) =>
        answer.Account == account.Id
        && answer.Session is { } session && session == SessionWatch.SessionOf(http.HttpContext?.User)
        && answer.Identity.AuthenticatedAt is { } at && time.GetUtcNow() - at < Freshness;

    private async Task<bool> IsRightAsync(Account account, string? password)
    {
        if (password is not { Length: > 0 and <= PasswordRules.MaxLength } || await accounts.IsLockedOutAsync(account))
            return false;
        if (await accounts.CheckPasswordAsync(account, password))
        {
            await accounts.ResetAccessFailedCountAsync(account);
            return true;
        }
        await accounts.AccessFailedAsync(account);
        return false;
    }
}

internal enum ProofAsked
{
    Password,

    /// <summary>A fresh sign-in at the external issuer.</summary>
    External,

    /// <summary>That has just been given.</summary>
    Nothing,

    /// <summary>The account has neither a password nor a link.</summary>
    Impossible,
}
