@echo off
rem The same as "launch", for hosts that run hooks with cmd.exe: the command in hooks.json finds either by one name.
setlocal

rem Looked up on PATH alone: by itself cmd.exe would first take a program from the folder that the session works in.
set "memplug="
for %%I in (memplug.exe) do set "memplug=%%~$PATH:I"
if defined memplug (
    "%memplug%" %*
    exit /b 0
)
set "python="
for %%I in (py.exe) do set "python=%%~$PATH:I"
if defined python (
    "%python%" -3 -P -m memplug %* 2>nul && exit /b 0
)

if "%~1"=="session-start" echo {"systemMessage": "memplug is not installed, so this session starts without memory. To install it: pipx install, with the folder of this plugin"}
exit /b 0
