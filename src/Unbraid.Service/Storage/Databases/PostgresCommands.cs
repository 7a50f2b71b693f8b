using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace Unbraid.Service.Storage.Databases;

/// <summary>
/// What is done to every command: texts get the form that PostgreSQL takes, and after a lost connection those that wait for use are not tried one by one.
/// </summary>
internal sealed class PostgresCommands : DbCommandInterceptor
{
    public override InterceptionResult<DbDataReader> ReaderExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result)
    {
        Clean(command);
        return result;
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        Clean(command);
        return new(result);
    }

    public override InterceptionResult<int> NonQueryExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<int> result)
    {
        Clean(command);
        return result;
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Clean(command);
        return new(result);
    }

    public override void CommandFailed(DbCommand command, CommandErrorEventData eventData) => Forget(command, eventData.Exception);

    public override Task CommandFailedAsync(DbCommand command, CommandErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        Forget(command, eventData.Exception);
        return Task.CompletedTask;
    }

    private static void Forget(DbCommand command, Exception e)
    {
        if (PostgresFaults.IsLostConnection(e) && command.Connection is NpgsqlConnection connection)
            NpgsqlConnection.ClearPool(connection);
    }

    private static void Clean(DbCommand command)
    {
        foreach (DbParameter parameter in command.Parameters)
        {
            if (parameter.Value is string text && !IsPlain(text))
                parameter.Value = Plain(text);
        }
    }

    /// <summary>Whether PostgreSQL can hold it: no zero, and no half of a pair.</summary>
    private static bool IsPlain(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\0' || (char.IsSurrogate(text[i]) && !(char.IsSurrogatePair(text, i) && i++ >= 0)))
                return false;
        }

        return true;
    }

    private static string Plain(string text)
    {
        var plain = text.Replace('\0', '\uFFFD').ToCharArray();
        for (var i = 0; i < plain.Length; i++)
        {
            if (i + 1 < plain.Length && char.IsSurrogatePair(plain[i], plain[i + 1]))
                i++;
            else if (char.IsSurrogate(plain[i]))
                plain[i] = '\uFFFD';
        }

        return new string(plain);
    }
}
