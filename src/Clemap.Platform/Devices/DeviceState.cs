namespace Clemap.Platform.Devices;

/// <summary>The life of a device.</summary>
internal enum DeviceState
{
    /// <summary>Known by serial number, nobody's yet.</summary>
    Manufactured,

    /// <summary>An electrician has claimed it for a site and holds its one-time code.</summary>
    Claimed,

    /// <summary>It has reported what was commissioned at the site.</summary>
    Commissioned,

    /// <summary>Refused until it is released again.</summary>
    Suspended,

    /// <summary>Refused for ever; its history stays with the organisation.</summary>
    Retired,
}
