using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Identity.Passkeys;

/// <summary>What is asked of a passkey: found without a name typed, unlocked by its owner (PIN, finger, face), and made for this address and no other.</summary>
internal static class PasskeyServices
{
    public static void AddPasskeys(this IServiceCollection services, IdentitySettings settings)
    {
        var origin = settings.Url.GetLeftPart(UriPartial.Authority);
        services.Configure<IdentityPasskeyOptions>(options =>
        {
            options.ServerDomain = settings.Url.Host;
            options.UserVerificationRequirement = "required";
            options.ResidentKeyRequirement = "required";
            options.AttestationConveyancePreference = "none";
            // The configured address, and not what a request says of itself.
            options.ValidateOrigin = context => ValueTask.FromResult(!context.CrossOrigin && context.Origin == origin);
        });
        services.AddScoped<Passkeys>();
    }
}
