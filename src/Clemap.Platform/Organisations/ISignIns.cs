using System.Security.Claims;

namespace Clemap.Platform.Organisations;

/// <summary>The sign-ins of people. Ended ones (by the person, or by a new password) end all that came of them within a minute.</summary>
public interface ISignIns
{
    /// <summary>False when the sign-in that the cookie or token came of has ended, or when it names none. Answers are kept for 20 s, so it may be asked at each request.</summary>
    Task<bool> StandsAsync(ClaimsPrincipal person, CancellationToken cancellationToken);
}
