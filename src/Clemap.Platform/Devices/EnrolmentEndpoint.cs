using System.Text.Json;
using Clemap.Contracts;
using Clemap.Contracts.Devices;
using Clemap.Platform.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Clemap.Platform.Devices;

internal static partial class EnrolmentEndpoint
{
    public static void MapEnrolment(this IEndpointRouteBuilder endpoints) => endpoints.MapPost("/api/v1/device/enrol", EnrolAsync)
        .AllowAnonymous().WithMetadata(new RequestSizeLimitAttribute(16 * 1024)).WithTags("Devices").WithSummary("Exchanges the one-time code, or a signature with the key of the factory, for the right to ask for tokens");

    private static async Task<Results<Ok<EnrolmentAnswer>, ProblemHttpResult>> EnrolAsync(
        EnrolmentRequest request,
        IDeviceDirectory devices,
        IDeviceClients clients,
        IConfiguration configuration,
        HttpContext http,
        ILogger<DeviceDirectory> log,
        CancellationToken cancellationToken)
    {
        if (PublicKeyRules.Check(request.PublicKey) is { } broken)
            return Problems.Invalid(broken.Field, broken.Code, broken.Message);
        var key = JsonSerializer.Serialize(request.PublicKey, ContractsJson.Default.EllipticCurveKey);
        // The database knows no text with a zero in it, and no label is that long.
        var couldBeOurs = request.Serial.Length <= 100 && !request.Serial.Contains('\0');
        if (!couldBeOurs || await FindAsync(request, key, devices, cancellationToken) is not { } device)
        {
            Refused(log, couldBeOurs ? request.Serial : "", http.Connection.RemoteIpAddress?.ToString());
            return Problems.Problem(StatusCodes.Status403Forbidden, "enrolment-refused", "The serial number and the one-time code or key do not fit, the code is used, or nobody has claimed the device.");
        }

        await clients.RegisterAsync(device.DeviceId, key, cancellationToken);
        Enrolled(log, device.Serial, device.SiteId);
        // The public address, not the one this request came by: it is the issuer that the device's assertions must name.
        var issuer = new Uri(configuration["Clemap:Url"]!);
        return TypedResults.Ok(new EnrolmentAnswer(device.DeviceId, device.SiteId, new Uri(issuer, "connect/token").ToString(), issuer.ToString()));
    }

    private static async Task<DeviceIdentity?> FindAsync(EnrolmentRequest request, string key, IDeviceDirectory devices, CancellationToken cancellationToken)
    {
        if (request.Signature is not { } signature)
            return await devices.EnrolAsync(request.Serial, request.OneTimeCode, key, cancellationToken);
        return KeySignature.Fits(request.SignedBytes(), signature, request.PublicKey) ? await devices.EnrolByKeyAsync(request.Serial, key, cancellationToken) : null;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Device {Serial} enrolled at site {SiteId}")]
    private static partial void Enrolled(ILogger log, string serial, Guid siteId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Enrolment of {Serial} from {Address} refused")]
    private static partial void Refused(ILogger log, string serial, string? address);
}
