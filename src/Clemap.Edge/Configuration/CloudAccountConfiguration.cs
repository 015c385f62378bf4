namespace Clemap.Edge.Configuration;

/// <summary>An account at a maker's cloud. Its password or key is no part of edge.json: it lies in a file of its own in the data folder.</summary>
/// <param name="Name">By which stations and meters name it; also the name of the file with its secret, <c>cloud-accounts/NAME</c> in <c>dataDir</c>.</param>
/// <param name="Vendor">For example <c>easee</c>.</param>
/// <param name="User">Absent where the key alone opens the cloud.</param>
internal sealed record CloudAccountConfiguration(string Name, string Vendor, string? User = null)
{
    /// <summary>In place of the maker's own, for a simulated cloud.</summary>
    public string? Address { get; init; }
}

/// <summary>A device that is reached through its maker's cloud.</summary>
/// <param name="Account">The name of one of <c>cloudAccounts</c>.</param>
/// <param name="Id">By which the cloud knows the device: its serial number, or the id of the maker's portal.</param>
internal sealed record CloudDeviceConfiguration(string Account, string Id);
