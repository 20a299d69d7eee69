@echo off
rem Opens the reportgen menu in this folder. Files dropped on this icon are taken in.
chcp 65001 >nul
set PYTHONUTF8=1
cd /d "%~dp0"
if exist ".venv\Scripts\reportgen.exe" (
  ".venv\Scripts\reportgen.exe" menu %*
  goto end
)
where reportgen >nul 2>nul
if %errorlevel%==0 (
  reportgen menu %*
) else (
  py -m reportgen menu %*
)
:end
if errorlevel 1 pause
