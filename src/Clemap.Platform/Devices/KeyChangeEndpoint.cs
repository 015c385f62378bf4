using Clemap.Contracts.Devices;
using Clemap.Platform.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Clemap.Platform.Devices;

internal static class KeyChangeEndpoint
{
    public static void MapKeyChange(this IEndpointRouteBuilder endpoints) => endpoints.MapGroup("/api/v1/device").RequireDevice()
        .MapPost("/key", ChangeAsync).WithMetadata(new RequestSizeLimitAttribute(16 * 1024)).WithSummary("Adds a new key of the device, then makes it the only one");

    private static async Task<Results<NoContent, ProblemHttpResult>> ChangeAsync(
        KeyChange change, HttpContext http, KeyChanges changes, CancellationToken cancellationToken)
    {
        if (PublicKeyRules.Check(change.PublicKey) is { } broken)
            return Problems.Invalid(broken.Field, broken.Code, broken.Message);
        return await changes.ApplyAsync(http.Device(), change, cancellationToken) switch
        {
            KeyChangeResult.Done => TypedResults.NoContent(),
            KeyChangeResult.IdTaken => Problems.Invalid("publicKey.kid", "taken", "Another key of this device has the same id."),
            KeyChangeResult.NotVouchedFor => Problems.Problem(
                StatusCodes.Status403Forbidden, "not-vouched-for", "The signature is not of a key by which this device is known."),
            var unknown => throw new InvalidOperationException($"Unknown result {unknown}."),
        };
    }
}
