using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Platform.Organisations;

/// <summary>One policy per <see cref="Permission"/>; what names none needs somebody signed in.</summary>
internal static class Policies
{
    public static void AddPolicies(this IServiceCollection services)
    {
        var authorization = services.AddAuthorizationBuilder().SetFallbackPolicy(SignedIn().Build());
        foreach (var permission in Permission.OfPeople)
            authorization.AddPolicy(permission, SignedIn()
                .RequireClaim(ClemapClaims.Organisation)
                .RequireAssertion(context => Permission.Allows(context.User, permission))
                .Build());
        authorization.AddPolicy(Permission.Device, SignedIn()
            .RequireClaim(ClemapClaims.Organisation)
            .RequireAssertion(context => IsDevice(context.User))
            .Build());
    }

    private static AuthorizationPolicyBuilder SignedIn() => new AuthorizationPolicyBuilder().RequireAuthenticatedUser();

    private static bool IsDevice(System.Security.Claims.ClaimsPrincipal user) => ApiScope.Of(user).Contains(ClemapClaims.DeviceScope);
}
