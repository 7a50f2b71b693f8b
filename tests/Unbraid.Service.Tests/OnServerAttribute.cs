using System.Runtime.CompilerServices;

namespace Unbraid.Service.Tests;

/// <summary>A test that needs a database server; see <see cref="TestDatabase"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnServerFactAttribute : FactAttribute
{
    public OnServerFactAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1) : base(file, line) =>
        (Skip, SkipUnless, SkipType) = ("It needs a database server (tests/with-postgres.sh).", nameof(DatabaseServer.IsThere), typeof(DatabaseServer));
}

/// <summary>Whether there is one.</summary>
public static class DatabaseServer
{
    public static bool IsThere => TestDatabase.IsServer;
}
