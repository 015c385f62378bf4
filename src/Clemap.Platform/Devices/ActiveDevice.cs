using Clemap.Platform.Http;
using Clemap.Platform.Organisations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Platform.Devices;

/// <summary>Endpoints that only an enrolled device may call, and only while it is neither suspended nor retired.</summary>
public static class ActiveDevice
{
    private static readonly object Key = new();

    public static RouteGroupBuilder RequireDevice(this RouteGroupBuilder group)
    {
        group.RequireAuthorization(Permission.Device).WithTags("Devices");
        group.AddEndpointFilter(async (invocation, next) =>
        {
            var http = invocation.HttpContext;
            var directory = http.RequestServices.GetRequiredService<IDeviceDirectory>();
            var device = http.User.SubjectId() is { } id ? await directory.FindAsync(id, http.RequestAborted) : null;
            if (device is not { Active: true })
                return Problems.Problem(StatusCodes.Status403Forbidden, "device-not-active", "The device is suspended, retired or unknown.");
            http.Items[Key] = device;
            return await next(invocation);
        });
        return group;
    }

    /// <summary>The device that calls; only behind <see cref="RequireDevice"/>.</summary>
    public static DeviceIdentity Device(this HttpContext http) => (DeviceIdentity)http.Items[Key]!;
}
