using System.Security.Claims;
using Clemap.Identity.Accounts;
using Clemap.Platform.Organisations;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Clemap.Identity.Sessions;

/// <summary>The framework's sign-in, of which each, in whichever way, is a row that the person can see and end.</summary>
internal sealed class AccountSignIn(
    UserManager<Account> accounts,
    IHttpContextAccessor http,
    IUserClaimsPrincipalFactory<Account> principals,
    IOptions<IdentityOptions> options,
    ILogger<SignInManager<Account>> log,
    IAuthenticationSchemeProvider schemes,
    IUserConfirmation<Account> confirmation,
    Sessions sessions,
    SessionWatch watch) : SignInManager<Account>(accounts, http, principals, options, log, schemes, confirmation)
{
    private bool renewing;

    /// <summary>Claims of the cookie that outlive its renewal.</summary>
    public static IReadOnlyList<string> Lasting { get; } = [ClemapClaims.SignIn, "amr"];

    public override async Task RefreshSignInAsync(Account user)
    {
        renewing = true;
        await base.RefreshSignInAsync(user);
        renewing = false;
    }

    public override async Task SignInWithClaimsAsync(Account user, AuthenticationProperties? authenticationProperties, IEnumerable<Claim> additionalClaims)
    {
        var here = Context.User;
        var claims = additionalClaims.ToList();
        Guid session;
        if (renewing && here.SubjectId() == user.Id && SessionWatch.SessionOf(here) is { } known)
        {
            session = known;
            await sessions.KeepAsync(user, session, CancellationToken.None);
            watch.Forget(user.Id, session);
        }
        else
        {
            // The browser holds one cookie: the sign-in before this one could not be used any more.
            await EndAsync(here);
            var how = claims.Exists(claim => claim.Type == ClaimTypes.AuthenticationMethod) ? SignInResults.External : SignInResults.SignedIn;
            session = await sessions.StartAsync(user, Caller.Of(Context), how, CancellationToken.None);
        }
        await base.SignInWithClaimsAsync(user, authenticationProperties, claims.Append(new Claim(ClemapClaims.SignIn, session.ToString())));
    }

    /// <summary>
    /// Signs in whom the external issuer says the person is. A pause after wrong passwords does not stop it, since nothing was guessed; who switched a second factor on here is asked for it, and that is where
    /// the pause holds.
    /// </summary>
    public async Task<SignInResult> ExternalAsync(Account account, string issuer) => await CanSignInAsync(account)
        ? await SignInOrTwoFactorAsync(account, isPersistent: false, loginProvider: issuer)
        : SignInResult.NotAllowed;

    public override async Task SignOutAsync()
    {
        // Not by asking for the cookie again: its validation signs out one that does not stand, and would come back here.
        await EndAsync(Context.User);
        await base.SignOutAsync();
    }

    public override async Task<Account?> ValidateSecurityStampAsync(ClaimsPrincipal? principal) =>
        await base.ValidateSecurityStampAsync(principal) is { } account && await watch.StandsAsync(principal!, Context.RequestAborted) ? account : null;

    /// <summary>Ends the sign-in that the cookie or token came of; nothing when it names none.</summary>
    public async Task EndAsync(ClaimsPrincipal? principal)
    {
        if (principal?.SubjectId() is { } account && SessionWatch.SessionOf(principal) is { } session)
            await EndAsync(account, session);
    }

    public async Task EndAsync(Guid account, Guid session)
    {
        await sessions.EndAsync(account, session, CancellationToken.None);
        watch.Forget(account, session);
    }
}
