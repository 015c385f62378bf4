using System.Diagnostics;

namespace Clemap.Server.Postgres;

/// <summary>
/// PostgreSQL refuses to run as root. Started by root, its programs therefore run as the user <c>postgres</c>, or <c>nobody</c> where there is none,
/// and the cluster's folder is theirs.
/// </summary>
internal sealed class PostgresUser
{
    private readonly string? name;

    private PostgresUser(string? name) => this.name = name;

    public static async Task<PostgresUser> DetectAsync(CancellationToken cancellationToken)
    {
        if (!Environment.IsPrivilegedProcess)
            return new PostgresUser(null);
        var (exit, _) = await ExecuteAsync("id", ["-u", "postgres"], "/", cancellationToken);
        return new PostgresUser(exit == 0 ? "postgres" : "nobody");
    }

    /// <summary>Gives the folder to the user, with mode 700.</summary>
    public async Task OwnAsync(string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (name is null)
            return;
        var (exit, output) = await ExecuteAsync("chown", ["-R", $"{name}:", folder], "/", cancellationToken);
        if (exit != 0)
            throw new PrivatePostgresException($"The folder {folder} cannot be given to the user {name}: {output}");
        (exit, _) = await RunAsync("ls", [folder], "/", cancellationToken);
        if (exit != 0)
            throw new PrivatePostgresException($"The user {name}, under whom PostgreSQL runs, cannot reach {folder}: choose a data folder that is not below a private one.");
    }

    /// <summary>Runs a program as that user and collects what it prints.</summary>
    public Task<(int Exit, string Output)> RunAsync(string program, IEnumerable<string> arguments, string folder, CancellationToken cancellationToken) =>
        name is null
            ? ExecuteAsync(program, arguments, folder, cancellationToken)
            : ExecuteAsync("setpriv", ["--reuid", name, "--regid", name == "nobody" ? "nogroup" : name, "--init-groups", "--no-new-privs", "--", program, .. arguments], folder, cancellationToken);

    private static async Task<(int Exit, string Output)> ExecuteAsync(
        string program, IEnumerable<string> arguments, string folder, CancellationToken cancellationToken)
    {
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                RedirectStandardInput = true,
            },
        };
        try
        {
            process.Start();
        }
        catch (System.ComponentModel.Win32Exception failure)
        {
            throw new PrivatePostgresException($"The program {program} is missing on this machine.", failure);
        }

        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, (await output + await error).Trim());
    }
}
