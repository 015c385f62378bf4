namespace Clemap.Platform.Devices;

/// <summary>What an owner or administrator does with a device.</summary>
public enum DeviceAction
{
    /// <summary>The platform refuses it until it is resumed. The controller at the site goes on charging as commissioned: it needs no cloud.</summary>
    Suspend,

    Resume,

    /// <summary>For ever. The history stays here; the serial number and the site are free for another device or organisation.</summary>
    Retire,
}

/// <summary>Which steps the life of a device has.</summary>
internal static class DeviceTransitions
{
    /// <param name="isCommissioned">It has reported what was commissioned at its site.</param>
    /// <returns>The state afterwards; <see langword="null"/> when there is no such step.</returns>
    public static DeviceState? After(DeviceState state, DeviceAction action, bool isCommissioned) => (state, action) switch
    {
        (DeviceState.Claimed or DeviceState.Commissioned, DeviceAction.Suspend) => DeviceState.Suspended,
        (DeviceState.Suspended, DeviceAction.Resume) => isCommissioned ? DeviceState.Commissioned : DeviceState.Claimed,
        (DeviceState.Claimed or DeviceState.Commissioned or DeviceState.Suspended, DeviceAction.Retire) => DeviceState.Retired,
        _ => null,
    };
}
