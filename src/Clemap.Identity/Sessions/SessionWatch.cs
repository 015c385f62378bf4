using System.Security.Claims;
using Clemap.Identity.Connect;
using Clemap.Platform.Organisations;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Identity.Sessions;

/// <summary>Asks the database for each sign-in at most every 20 s whether it stands, and notes by the same statement that it was seen.</summary>
internal sealed class SessionWatch(IServiceScopeFactory scopes, TimeProvider time) : ISignIns
{
    private readonly BriefMemory<(Guid Account, Guid Session), bool> known = new(time);

    public async Task<bool> StandsAsync(ClaimsPrincipal person, CancellationToken cancellationToken)
    {
        if (person.SubjectId() is not { } account || SessionOf(person) is not { } session)
            return false;
        return await known.GetAsync((account, session), async () =>
        {
            await using var scope = scopes.CreateAsyncScope();
            return await scope.ServiceProvider.GetRequiredService<Sessions>().SeenAsync(account, session, cancellationToken);
        });
    }

    public void Forget(Guid account, Guid session) => known.Forget((account, session));

    public static Guid? SessionOf(ClaimsPrincipal? person) => Guid.TryParse(person?.FindFirst(ClemapClaims.SignIn)?.Value, out var id) ? id : null;
}
