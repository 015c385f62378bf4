using System.Globalization;
using Clemap.Platform.Http;
using Clemap.Platform.Organisations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Clemap.Platform.Devices.Claims;

internal static class ClaimEndpoint
{
    public static void MapClaims(this IEndpointRouteBuilder endpoints) => endpoints.MapPost("/api/v1/sites/{siteId:guid}/devices", ClaimAsync)
        .RequireAuthorization(Permission.ClaimDevices).WithMetadata(new RequestSizeLimitAttribute(16 * 1024)).WithTags("Devices")
        .WithSummary("Claims a device for the site by serial number and one-time code");

    private static async Task<Results<Created<ClaimedDevice>, ProblemHttpResult>> ClaimAsync(
        Guid siteId, ClaimRequest request, IDeviceClaims claims, HttpContext http, CancellationToken cancellationToken)
    {
        var claim = await claims.ClaimAsync(siteId, request.Serial, request.Code, cancellationToken);
        return claim.Outcome switch
        {
            DeviceClaimOutcome.Claimed => TypedResults.Created(
                "/api/v1/devices", new ClaimedDevice(claim.DeviceId!.Value, claim.Serial!, claim.OrderNumber!, OrderNumber.RatedCurrentA(claim.OrderNumber!), siteId)),
            DeviceClaimOutcome.SiteNotFound => Problems.NotFound(),
            DeviceClaimOutcome.SiteTaken => Problems.Conflict("site-has-device", "A device stands at this site already: retire it first."),
            DeviceClaimOutcome.Refused => Problems.Problem(
                StatusCodes.Status403Forbidden, "claim-refused", "Serial number and one-time code do not fit, or the device is not free."),
            DeviceClaimOutcome.TooMany => ComeBack(http, claim.Wait!.Value),
            var unknown => throw new InvalidOperationException($"Unknown outcome {unknown}."),
        };
    }

    private static ProblemHttpResult ComeBack(HttpContext http, TimeSpan wait)
    {
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return Problems.Problem(StatusCodes.Status429TooManyRequests, "too-many-claims", $"Too many wrong claims. Try again in {seconds} s.");
    }
}

/// <param name="Serial">On the label.</param>
/// <param name="Code">On the label, or of a transfer; spaces, dashes and case do not matter.</param>
internal sealed record ClaimRequest(string Serial, string Code);

internal sealed record ClaimedDevice(Guid Id, string Serial, string OrderNumber, int? RatedCurrentA, Guid SiteId);
