using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;

namespace Clemap.Identity.ExternalSignIn;

/// <summary>The answer of the issuer that waits with the browser of this request.</summary>
internal sealed class ExternalAnswers(IHttpContextAccessor http, IdentitySettings settings)
{
    private HttpContext Context => http.HttpContext ?? throw new InvalidOperationException("There is no request.");

    /// <returns><see langword="null"/> when none waits, it is too old, or of an issuer that is no longer the configured one.</returns>
    public async Task<ExternalAnswer?> ReadAsync()
    {
        if (settings.External is not { } issuer)
            return null;
        var answer = ExternalAnswer.Read(await Context.AuthenticateAsync(IdentityConstants.ExternalScheme));
        return answer?.Identity.Issuer == issuer.Issuer ? answer : null;
    }

    public Task ForgetAsync() => Context.SignOutAsync(IdentityConstants.ExternalScheme);
}
