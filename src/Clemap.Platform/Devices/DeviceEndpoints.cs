using Clemap.Platform.Http;
using Clemap.Platform.Organisations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Clemap.Platform.Devices;

internal static class DeviceEndpoints
{
    public static void MapDevices(this IEndpointRouteBuilder endpoints)
    {
        var devices = endpoints.MapGroup("/api/v1/devices").WithTags("Devices");
        devices.MapGet("/", ListAsync).RequireAuthorization(Permission.ViewSites).WithSummary("Devices with their state and the steps that they can take");
        MapStep("suspend", DeviceAction.Suspend, "The platform refuses the device, within a minute, until it is resumed; the site goes on as commissioned");
        MapStep("resume", DeviceAction.Resume, "Ends the suspension");
        MapStep("retire", DeviceAction.Retire, "Ends the device for ever; its history stays, its serial number and site are free");

        void MapStep(string word, DeviceAction action, string summary) => devices
            .MapPost("/{deviceId:guid}/" + word, (Guid deviceId, IDevices known, CancellationToken cancellationToken) => StepAsync(deviceId, action, known, cancellationToken))
            .RequireAuthorization(Permission.ManageDevices).WithSummary(summary);
    }

    private static async Task<Ok<DeviceList>> ListAsync(IDevices devices, CancellationToken cancellationToken) =>
        TypedResults.Ok(new DeviceList([.. (await devices.ListAsync(cancellationToken)).Select(device => new DeviceLine(
            device.Id, device.Serial, device.OrderNumber, device.RatedCurrentA, device.SiteId, device.SiteName, device.State, device.IsEnrolled, device.LastSeenAt,
            [.. device.Actions.Select(action => action.ToString().ToLowerInvariant())], device.TransferUntil))]));

    private static async Task<Results<NoContent, ProblemHttpResult>> StepAsync(Guid deviceId, DeviceAction action, IDevices devices, CancellationToken cancellationToken) =>
        await devices.ChangeAsync(deviceId, action, cancellationToken) switch
        {
            DeviceStep.Done => TypedResults.NoContent(),
            DeviceStep.NotFound => Problems.NotFound(),
            DeviceStep.WrongState => Problems.Conflict("wrong-state", "From the state that the device is in there is no such step: look at its actions."),
            var unknown => throw new InvalidOperationException($"Unknown result {unknown}."),
        };
}

internal sealed record DeviceList(IReadOnlyList<DeviceLine> Devices);

/// <param name="TransferUntil">Until then another organisation may claim it with the code of the transfer.</param>
/// <param name="Actions"><c>suspend</c>, <c>resume</c>, <c>retire</c>: the last part of the address that takes the step.</param>
internal sealed record DeviceLine(
    Guid Id, string Serial, string OrderNumber, int? RatedCurrentA, Guid SiteId, string SiteName, string State, bool IsEnrolled, DateTimeOffset? LastSeenAt,
    IReadOnlyList<string> Actions, DateTimeOffset? TransferUntil);
