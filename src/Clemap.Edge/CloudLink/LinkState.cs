namespace Clemap.Edge.CloudLink;

/// <summary>How the connection to the cloud stands, for the local view.</summary>
internal sealed class LinkState
{
    public const string None = "none";
    public const string Connecting = "connecting";
    public const string Connected = "connected";

    private string name = None;

    public string Name
    {
        get => Volatile.Read(ref name);
        set => Volatile.Write(ref name, value);
    }
}
