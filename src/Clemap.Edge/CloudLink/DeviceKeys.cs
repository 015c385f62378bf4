namespace Clemap.Edge.CloudLink;

/// <summary>
/// The key the device acts with, and, while it changes, the next one in a file beside it. The old file is replaced only when the cloud has taken the new
/// key and used it once, by a rename: whenever the power goes, at least one of the files holds a key that the cloud knows.
/// </summary>
internal sealed class DeviceKeys : IDisposable
{
    private readonly string file;
    private readonly TimeProvider time;
    private readonly List<DeviceKey> replaced = [];
    private DeviceKey current;

    private DeviceKeys(string file, DeviceKey current, TimeProvider time) => (this.file, this.current, this.time) = (file, current, time);

    public DeviceKey Current => Volatile.Read(ref current);

    /// <summary>How old the key is by the time of its file.</summary>
    public TimeSpan Age => time.GetUtcNow() - File.GetLastWriteTimeUtc(file);

    /// <summary>A change was begun and did not end.</summary>
    public bool IsChanging => File.Exists(NextFile);

    private string NextFile => file + ".next";

    public static async Task<DeviceKeys> OpenAsync(string dataDirectory, TimeProvider time, CancellationToken cancellation)
    {
        string file = Path.Combine(dataDirectory, "device.key");
        return new DeviceKeys(file, await DeviceKey.OpenAsync(file, cancellation), time);
    }

    /// <summary>The key to change to; it is made when there is none yet.</summary>
    public Task<DeviceKey> NextAsync(CancellationToken cancellation) => DeviceKey.OpenAsync(NextFile, cancellation);

    /// <summary>The cloud knows the next key: from now on the device acts with it.</summary>
    public void Use(DeviceKey next) => replaced.Add(Interlocked.Exchange(ref current, next)); // a call may still sign with the one before

    /// <summary>The cloud knows no other key any more: neither does the device.</summary>
    public void Settle() => File.Move(NextFile, file, overwrite: true);

    public void Dispose()
    {
        Current.Dispose();
        foreach (var key in replaced)
            key.Dispose();
    }
}
