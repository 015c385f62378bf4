using Clemap.Edge.LocalApi.Access;

namespace Clemap.Edge.Stations.Clouds;

/// <summary>Passwords and keys of the accounts at makers' clouds: one file each, which only the controller's own user reads. No answer and no backup holds them.</summary>
internal sealed class CloudSecrets(string dataDirectory)
{
    public const int Longest = 512;

    /// <param name="account">Checked by the rules of the configuration, so that it is a name of a file.</param>
    /// <returns><see langword="null"/> when there is none.</returns>
    /// <exception cref="IOException">It is not for the controller's user.</exception>
    public string? Read(string account)
    {
        try
        {
            return PrivateFile.Read(FileOf(account))?.Trim() is { Length: > 0 } secret ? secret : null;
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new IOException(denied.Message, denied);
        }
    }

    public void Write(string account, string secret) => PrivateFile.Write(FileOf(account), secret);

    public string FileOf(string account) => Path.Combine(dataDirectory, "cloud-accounts", account);
}
