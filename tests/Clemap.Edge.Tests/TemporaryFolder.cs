namespace Clemap.Edge.Tests;

internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("clemap-edge-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
