using System.Text.Json;

namespace Clemap.Edge.ControlLoop;

internal static class DeviceFailure
{
    /// <summary>What a device or the network between can cause; anything else is a fault of this program and must show.</summary>
    public static bool Is(Exception failure) =>
        failure is IOException or HttpRequestException or JsonException or OperationCanceledException or ObjectDisposedException;
}
