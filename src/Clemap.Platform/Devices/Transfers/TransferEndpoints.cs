using Clemap.Platform.Http;
using Clemap.Platform.Organisations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Clemap.Platform.Devices.Transfers;

internal static class TransferEndpoints
{
    public static void MapTransfers(this IEndpointRouteBuilder endpoints)
    {
        var transfer = endpoints.MapGroup("/api/v1/devices/{deviceId:guid}/transfer").RequireAuthorization(Permission.ManageDevices).WithTags("Devices");
        transfer.MapPost("/", OfferAsync).WithSummary("Makes a code, shown once, with which another organisation may claim the device within 14 days");
        transfer.MapDelete("/", WithdrawAsync).WithSummary("Makes the code void");
    }

    private static async Task<Results<Ok<TransferOffer>, ProblemHttpResult>> OfferAsync(
        Guid deviceId, IDeviceTransfers transfers, HttpContext http, CancellationToken cancellationToken)
    {
        var (step, offer) = await transfers.OfferAsync(deviceId, cancellationToken);
        if (offer is null)
            return Refusal(step);
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(offer);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> WithdrawAsync(Guid deviceId, IDeviceTransfers transfers, CancellationToken cancellationToken) =>
        await transfers.WithdrawAsync(deviceId, cancellationToken) is var step && step == DeviceStep.Done ? TypedResults.NoContent() : Refusal(step);

    private static ProblemHttpResult Refusal(DeviceStep step) => step == DeviceStep.NotFound
        ? Problems.NotFound()
        : Problems.Conflict("wrong-state", "From the state that the device is in there is no such step: look at its state and its transfer.");
}
